DEFAULT = "claude_haiku_4_5"
WIRE = "claude-haiku-4-5"

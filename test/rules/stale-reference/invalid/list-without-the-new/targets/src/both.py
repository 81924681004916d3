BOTH = ["claude_haiku_4_5", "claude_sonnet_4_5", "claude-sonnet-4-6"]

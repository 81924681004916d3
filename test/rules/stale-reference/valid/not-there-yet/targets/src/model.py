DEFAULT = "claude_sonnet_4_5"

OLD = "claude_sonnet_4_5"
NEW = "claude_sonnet_4_6"

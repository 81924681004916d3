# The default of chat.
DEFAULT = "claude_sonnet_4_5" # not claude_sonnet_4_5_vertex

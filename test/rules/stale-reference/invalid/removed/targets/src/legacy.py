# claude_sonnet_4_5 first
LEGACY = {
    "claude-sonnet": "claude_sonnet_4_5",
    "wire": "vertex_ai/claude-sonnet-4-5@20250929",
    "haiku": "claude_haiku_4_5",
}

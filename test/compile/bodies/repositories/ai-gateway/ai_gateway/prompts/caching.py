CACHED = {
    "claude_sonnet_4_5_20250929": 1024,
    "claude_sonnet_4_5_20250929_vertex": 1024,
    "claude_haiku_4_5_20251001": 2048,
}

FALLBACK = "claude_sonnet_4_5_20250929"

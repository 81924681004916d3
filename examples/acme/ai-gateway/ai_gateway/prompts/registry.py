"""Which model answers requests of old clients: they name a version of a prompt, and no model."""

LEGACY_MODEL_MAPPING = {
    "chat/react": {
        "1.3.0": "claude_sonnet_4_5_20250929_vertex",
        "1.4.0": "claude_sonnet_4_5_20250929_vertex",
    },
    "code_suggestions/generations": {
        "1.2.0": "claude_sonnet_4_5_20250929_vertex",
    },
}


def legacy_model(prompt_id: str, version: str) -> str | None:
    return LEGACY_MODEL_MAPPING.get(prompt_id, {}).get(version)

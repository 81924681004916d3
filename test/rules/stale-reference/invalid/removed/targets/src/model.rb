MODEL = :claude_sonnet_4_5.to_s

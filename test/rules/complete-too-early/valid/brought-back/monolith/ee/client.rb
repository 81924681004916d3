Feature.enabled?(:duo_chat_sonnet_4_6)

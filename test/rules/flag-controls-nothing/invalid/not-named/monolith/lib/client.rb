Feature.enabled?(:duo_chat_sonnet_4, user)

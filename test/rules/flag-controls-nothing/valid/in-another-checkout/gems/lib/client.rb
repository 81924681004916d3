Feature.enabled?(:duo_chat_sonnet, user)

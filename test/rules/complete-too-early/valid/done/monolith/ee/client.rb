# duo_chat_sonnet_4_6_beta is another flag

stub_feature_flags(duo_chat_sonnet_4_6: true)

if enabled("duo_chat_sonnet_4_6"): pass
if enabled("agents_sonnet"): pass

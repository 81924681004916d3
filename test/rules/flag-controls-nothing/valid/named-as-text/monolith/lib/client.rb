flag = 'duo_chat_sonnet' # of Duo Chat

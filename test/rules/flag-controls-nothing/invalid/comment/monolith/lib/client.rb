# Asks for the flag duo_chat_sonnet.
  // duo_chat_sonnet
NEW

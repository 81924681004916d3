def model
  return :new if Feature.enabled?(:duo_chat_sonnet_4_6, user)
  # duo_chat_sonnet_4_6_beta is another flag
  :old
end

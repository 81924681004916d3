# frozen_string_literal: true

module Gitlab
  module Llm
    module Chain
      module Requests
        # Asks the gateway; the flag decides which offering a user gets.
        class AiGateway
          OLD = 'claude_sonnet_4_5_20250929_vertex'
          NEW = 'claude_sonnet_4_6_vertex'

          def self.offering_for(user)
            Feature.enabled?(:duo_chat_sonnet_4_6, user) ? NEW : OLD
          end
        end
      end
    end
  end
end

# frozen_string_literal: true

module Gitlab
  module Llm
    module Chain
      module Requests
        class AiGateway
          # claude_sonnet_4_5_20250929_vertex is not the same as claude_sonnet_4_5_20250929
          DEFAULT = 'claude_sonnet_4_5_20250929_vertex'

          def self.offering_for(user)
            Feature.enabled?(:duo_chat_sonnet_4_6, user) ? 'claude_sonnet_4_6_vertex' : DEFAULT
          end
        end
      end
    end
  end
end

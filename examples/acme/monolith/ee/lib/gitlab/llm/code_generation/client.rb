# frozen_string_literal: true

module Gitlab
  module Llm
    module CodeGeneration
      # Code generation has a flag of its own, so that it can go back without taking chat with it.
      class Client
        def self.offering_for(user)
          return 'claude_sonnet_4_6_vertex' if Feature.enabled?(:code_generations_sonnet_4_6, user)

          'claude_sonnet_4_5_20250929_vertex'
        end
      end
    end
  end
end

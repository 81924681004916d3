# frozen_string_literal: true

module Gitlab
  module Llm
    module Concerns
      module AvailableModels
        SONNETS = %w[claude_sonnet_4_5_20250929 claude_sonnet_4_5_20250929_vertex].freeze
      end
    end
  end
end

# frozen_string_literal: true

# Minitest loads each such file that it finds where Ruby looks for libraries, and asks it for its reporter.
module Minitest
  def self.plugin_proofloop_init(_options)
    require_relative '../proofloop_report'
    report = ProofloopReport.open('minitest')
    reporter << ProofloopReporter.new(report) unless report.nil?
  end

  # Listens beside whatever prints.
  class ProofloopReporter < AbstractReporter
    def initialize(report)
      super()
      @report = report
    end

    def record(result)
      outcome = if result.skipped? then 'skipped' else result.passed? ? 'passed' : 'failed' end
      class_name = result.respond_to?(:klass) ? result.klass : result.class.name
      @report.test(file_of(result), [class_name, result.name], outcome)
    end

    def report
      @report.finish
    end

    private

    # Where the test is written down; an error while it is found is no reason to fail.
    def file_of(result)
      location = result.respond_to?(:source_location) ? result.source_location : result.method(result.name).source_location
      location.to_a.first.to_s
    rescue NameError
      ''
    end
  end
end

# frozen_string_literal: true

require_relative 'proofloop_report'

# Required by RSpec because of SPEC_OPTS. It listens to the reporter, so that the formatters stay those that were chosen.
class ProofloopListener
  # In each of the outcomes that an example can have.
  EVENTS = %i[start example_passed example_failed example_pending message dump_summary].freeze

  def initialize(report)
    @report = report
    @expected = 0
    @told = { 'passed' => 0, 'failed' => 0, 'skipped' => 0 }
  end

  def start(notification)
    @expected = notification.count
  end

  def example_passed(notification)
    tell(notification.example, 'passed')
  end

  def example_failed(notification)
    tell(notification.example, 'failed')
  end

  def example_pending(notification)
    tell(notification.example, 'skipped')
  end

  def dump_summary(summary)
    # A file that can't be loaded fails under its own path, and no example runs.
    outside = summary.respond_to?(:errors_outside_of_examples_count) ? summary.errors_outside_of_examples_count : 0
    broken.each { |file| @report.test(file, [], 'failed') } if outside.positive?
    # RSpec sums up a run too that an example has ended; one that stops at a failure says so by that.
    @report.finish if @told.values.sum >= @expected || @told['failed'].positive? || outside.positive?
  end

  def message(notification)
    text = notification.message.to_s.gsub(/\e\[[\d;]*m/, '')
    loading = text[/An error occurred while loading (.+?)\.(?:\s|$)/, 1]
    broken << loading unless loading.nil?
  end

  private

  def broken
    @broken ||= []
  end

  def tell(example, outcome)
    @told[outcome] += 1
    groups = example.example_group.parent_groups.reverse.map(&:description)
    @report.test(example.metadata[:absolute_file_path] || example.file_path, [*groups, example.description], outcome)
  end
end

proofloop_report = ProofloopReport.open('rspec')
unless proofloop_report.nil?
  RSpec.configuration.reporter.register_listener(ProofloopListener.new(proofloop_report), *ProofloopListener::EVENTS)
end

# frozen_string_literal: true

require 'json'

# A report in a place of its own below PROOFLOOP_REPORTS: a note of who was asked, then a line for each test, and a last
# one that says that all have run. Nothing is written where no report is wanted, and by what a test has started.
class ProofloopReport
  # Null where none is wanted.
  def self.open(runner)
    folder = ENV['PROOFLOOP_REPORTS'].to_s
    return nil if folder.empty? || ENV['PROOFLOOP_ASKED']

    number = 1
    begin
      Dir.mkdir(File.join(folder, number.to_s))
    rescue Errno::EEXIST
      number += 1
      retry
    end
    ENV['PROOFLOOP_ASKED'] = '1'
    new(File.join(folder, number.to_s), runner)
  rescue SystemCallError
    nil
  end

  def initialize(place, runner)
    File.write(File.join(place, 'asked.json'), JSON.generate({ runner: runner, folder: Dir.pwd }))
    @file = File.open(File.join(place, 'report.jsonl'), 'a')
    # Only the process that was asked reports: one that a test forks has a copy of this.
    @owner = Process.pid
    write({ event: 'start' })
  end

  def test(file, names, outcome)
    write({ event: 'test', file: file.to_s.scrub, names: names.map { |name| name.to_s.scrub }, outcome: outcome })
  end

  def finish
    write({ event: 'end' })
  end

  private

  def write(line)
    return unless Process.pid == @owner

    @file.write("#{JSON.generate(line)}\n")
    @file.flush
  rescue IOError, SystemCallError, EncodingError
    nil
  end
end

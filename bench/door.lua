-- Every request is another one: its own events, its own signature, from the file of the run.
local counter = 0
function setup(thread) thread:set("slice", counter); counter = counter + 1 end
function init(args)
  requests, at = {}, 0
  local number = 0
  for line in io.lines(args[1]) do
    if number % 2 == slice then
      local signature, body = line:match("^(%S+) (.*)$")
      requests[#requests + 1] = wrk.format("POST", "/callback",
        { ["X-Line-Signature"] = signature, ["Content-Type"] = "application/json" }, body)
    end
    number = number + 1
  end
end
function request() at = at + 1; return requests[(at - 1) % #requests + 1] end
function done(summary, latency)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), bad))
end

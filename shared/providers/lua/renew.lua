-- Tickets that are still under way keep their slots, also after a flush; a probe stays the probe.

local lease = next_number()

redis.call('ZADD', slots, now + lease, ticket)
redis.call('PEXPIRE', slots, math.ceil(lease / 500))
for _, key in ipairs({ limiter, breaker }) do
  if is_probe(key) then
    redis.call('HSET', key, 'probe_until', string.format('%.0f', now + lease))
  end
end
return 1

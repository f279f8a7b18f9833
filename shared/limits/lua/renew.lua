-- A ticket that is still under way keeps its slot, also after a flush; a breaker's probe stays the probe.

local lease = next_number()

redis.call('ZADD', slots, now + lease, ticket)
redis.call('PEXPIRE', slots, math.ceil(lease / 500))
if is_probe(breaker) then
  redis.call('HSET', breaker, 'probe_until', string.format('%.0f', now + lease))
end
return 1

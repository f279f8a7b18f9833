-- How much of a limiter's limits is used now. It changes nothing, but that parts of the past are forgotten.

local configured, remembered, concurrency = next_three(), next_three(), next_number()
local limits = known_limits(configured, remembered)
local lately = sent_lately()
local room = estimate('room')
if room then
  concurrency = concurrency > 0 and math.min(concurrency, room) or room
end
local function remaining(key)
  local ends = redis.call('HGET', key, 'until')
  return ends and math.max(0, tonumber(ends) - now) or -1
end
local failing = redis.call('HMGET', breaker, 'failures', 'since')
return { lately[1].sum, lately[2].sum, lately[3].sum, limits[1], limits[2], limits[3], concurrency,
         redis.call('ZCOUNT', slots, whole(now), '+inf'), whole(remaining(limiter)), whole(remaining(breaker)),
         tonumber(failing[1] or 0), failing[2] and whole(now - tonumber(failing[2])) or '-1' }

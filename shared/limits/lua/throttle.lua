-- Takes one from every bucket, or from none of them where one is empty (GCRA: a bucket is the time at which it is full).
--
-- KEYS: a bucket each. ARGV: the microseconds in which one comes back and how many a full bucket holds, for each bucket;
-- at the end how many to take: 0 only looks, and less than 0 gives back. Returns for each bucket the microseconds to
-- wait (0 where there was one), how many are left, and the microseconds until it is full.

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local taken = tonumber(ARGV[#ARGV])
local full_at, refused = {}, false

for i, key in ipairs(KEYS) do
  local every, most = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local was = math.max(now, tonumber(redis.call('GET', key) or '0'))
  full_at[i] = math.max(now, was + taken * every)
  refused = refused or full_at[i] - most * every > now
end

local answer = {}
for i, key in ipairs(KEYS) do
  local every, most = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local wait = math.max(0, full_at[i] - most * every - now)
  local at = full_at[i]
  if refused then
    at = math.max(now, at - taken * every)
  elseif at > now then
    redis.call('SET', key, string.format('%.0f', at), 'PX', math.ceil((at - now) / 1000))
  else
    redis.call('DEL', key)
  end
  answer[#answer + 1] = wait
  answer[#answer + 1] = math.floor((now + most * every - at) / every)
  answer[#answer + 1] = at - now
end
return answer

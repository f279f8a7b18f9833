"""The scripts that change the queue, each as one step in Redis.

Scores below LATER are turns, others are times in milliseconds. A tenant's next turn follows its
last one and is never before the turn that was taken last, which is start-time fair queueing:
however many wakeups a tenant has, another tenant's first one comes next. Turns of the backfill lane
start at BACKFILL, behind every live one. All turns start again when the queue is empty.
"""

_COMMON = """
local LATER, BACKFILL = 1e12, 1e11
local queue, turns = KEYS[1], KEYS[2]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function parts(id)
  return string.match(id, '^(%a+):([^:]+):')
end

local function line_up(id)
  local lane, tenant = parts(id)
  lane, tenant = lane or 'live', tenant or ''
  local first = lane == 'backfill' and BACKFILL or 0
  local taken = tonumber(redis.call('HGET', turns, lane) or first)
  local last = tonumber(redis.call('HGET', turns, lane .. ':' .. tenant) or first)
  local turn = math.max(taken, last) + 1
  redis.call('HSET', turns, lane .. ':' .. tenant, string.format('%.0f', turn))
  redis.call('ZADD', queue, string.format('%.0f', turn), id)
end
"""

# ARGV: most wakeups, channel, prefix of messages, their lifetime in ms; then id, delay in ms and
# message of each wakeup.
ENQUEUE = (
    _COMMON
    + """
local most, channel, prefix, life = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4]
local added = 0
for i = 5, #ARGV, 3 do
  local id, delay, message = ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2]
  local score = tonumber(redis.call('ZSCORE', queue, id) or -1)
  -- What is due by the sender's clock waits for this one's no longer, which may have been set back.
  if score >= LATER and delay <= 0 then
    line_up(id)
    added = added + 1
  elseif score < 0 and redis.call('ZCARD', queue) < most then
    if delay > 0 then
      redis.call('ZADD', queue, now + delay, id)
    else
      line_up(id)
    end
    redis.call('SET', prefix .. id, message, 'PX', life)
    added = added + 1
  end
end
if added > 0 then
  redis.call('PUBLISH', channel, added)
end
return added
"""
)

# ARGV: how many, how many more of other tenants, prefix of messages; then the busy tenants, which
# are not among these others. Returns in how many ms a later wakeup is due, -1 for never, and the
# ids of the wakeups that were taken.
TAKE = (
    _COMMON
    + """
local most, spare, prefix = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local busy = {}
for i = 4, #ARGV do
  busy[ARGV[i]] = true
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', queue, LATER, now, 'LIMIT', 0, 100)) do
  line_up(id)
end

local reply = {-1}
local function take(id, score)
  local lane, tenant = parts(id)
  redis.call('ZREM', queue, id)
  redis.call('DEL', prefix .. id)
  local taken = tonumber(redis.call('HGET', turns, lane or 'live') or 0)
  redis.call('HSET', turns, lane or 'live', string.format('%.0f', math.max(taken, tonumber(score))))
  busy[tenant or ''] = true
  reply[#reply + 1] = id
end

if most > 0 then
  local next = redis.call(
    'ZRANGEBYSCORE', queue, '-inf', '(1000000000000', 'WITHSCORES', 'LIMIT', 0, most)
  for i = 1, #next, 2 do
    take(next[i], next[i + 1])
  end
end
if spare > 0 then
  local next = redis.call(
    'ZRANGEBYSCORE', queue, '-inf', '(1000000000000', 'WITHSCORES', 'LIMIT', 0, 200)
  for i = 1, #next, 2 do
    local lane, tenant = parts(next[i])
    if spare > 0 and not busy[tenant or ''] then
      take(next[i], next[i + 1])
      spare = spare - 1
    end
  end
end

if redis.call('ZCOUNT', queue, '-inf', '(1000000000000') == 0 then
  redis.call('DEL', turns)
end
local later = redis.call('ZRANGEBYSCORE', queue, LATER, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
if later[2] then
  reply[1] = math.max(0, later[2] - now)
end
return reply
"""
)

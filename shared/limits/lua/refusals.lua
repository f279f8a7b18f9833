-- What a 429 teaches: how long to pause, and when it recurs, an estimate of the limit behind it.
--
-- One 429 alone is a pause and nothing else. A limit that is not announced shows by refusing again; then it is estimated,
-- and the estimate is tried out again and again (additive increase would cost as much and take longer):
--   room   requests at once: it was refused at a number at once at which nothing was answered lately
--   rate   else requests or tokens in a window: as many as were accepted in the last window
-- An estimate at which requests are refused again holds for twice as long as before. Vendors count by fixed windows,
-- by a sliding log or by a token bucket, and what was accepted in the last window is the limit for all three, once a
-- burst that a bucket allowed is over.

local FIRST_PAUSE, LONGEST_PAUSE, LONGEST_HOLD = window / 60, window / 6, 2 * window
local REMEMBERED = 3 * window
-- From fewer requests between two refusals no pace is taken: it could be any.
local WORTH_A_PACE = 5

-- How long no request is sent. What an estimate explains it also prevents, and asking again soon shows whether it is right.
-- Else, without a Retry-After or when the last one was too short: twice as long each time. One that is longer than
-- a window is believed as it proves true, for one window, then two, four: some vendors say hours for a limit by the
-- minute.
local function pause(told, sent_at, explained)
  local last = redis.call('HMGET', limiter, 'pause', 'pauses', 'paused_until')
  local length, count, ended = tonumber(last[1] or 0), tonumber(last[2] or 0), tonumber(last[3] or 0)
  count = not explained and now < ended + 2 * length and math.min(count + 1, 20) or 1
  local own = math.min(FIRST_PAUSE * 2 ^ (count - 1), LONGEST_PAUSE)
  local duration = own
  if told > 0 then
    duration = math.min(told, window * 2 ^ (count - 1))
    duration = count > 1 and math.max(duration, own) or duration
  end
  redis.call('HSET', limiter, 'pause', whole(duration), 'pauses', count, 'paused_until', whole(now + duration),
             'paused_at', whole(now), 'refused_in', whole(now - sent_at))
  return duration
end

local function remember(name, level, hold)
  redis.call('HSET', limiter, name .. ':level', whole(math.max(1, level)), name .. ':hold', whole(hold),
             name .. ':at', whole(now))
end

-- What is accepted in a window, of requests and of tokens; `pace` is nil when too little was accepted since the last
-- refusal to tell.
local function measure()
  local lately = sent_lately()
  local last = redis.call('HMGET', limiter, 'refused_at', 'refused:1', 'refused:2', 'total1', 'total2')
  local since = tonumber(last[1] or 0)
  local found = { is_first = since < now - REMEMBERED, tells_pace = false, accepted = {}, pace = {}, total = {} }
  for i = 1, 2 do
    local accepted = lately[i].sum - lately[REFUSED + i].sum
    found.total[i] = tonumber(last[i + 3] or 0)
    local accepted_since = found.is_first and accepted or found.total[i] - tonumber(last[i + 1] or 0)
    found.accepted[i], found.pace[i] = accepted, accepted
    if accepted_since < accepted then
      -- The window still holds what was accepted before the last refusal, maybe the burst of a full bucket.
      found.pace[i] = math.min(accepted, accepted_since * window / math.max(1, now - since))
    end
    found.tells_pace = found.tells_pace or i == 1 and accepted_since >= WORTH_A_PACE
  end
  found.pace = found.tells_pace and found.pace or nil
  return found
end

-- How many at once the vendor certainly had when it took this request, which it answered. An answer is seen late on a
-- busy machine, up to LATEST, and its slot is free only then: slots alone would show more than the vendor ever had. So a
-- call counts for the shortest time that an answer took, or until LATEST before its answer was seen. Those that the
-- vendor refused are not in `begun`.
local LATEST = 250000
local function answered_at_once(sent_at)
  local shortest = redis.call('HMGET', limiter, 'shortest', 'shortest_at')
  local took = now - sent_at
  if not shortest[1] or took <= tonumber(shortest[1]) or tonumber(shortest[2]) < now - window then
    shortest[1] = took
    redis.call('HSET', limiter, 'shortest', whole(took), 'shortest_at', whole(now))
  end
  redis.call('ZADD', ended, math.max(sent_at + shortest[1], now - LATEST), ticket)
  redis.call('PEXPIRE', ended, math.ceil(window / 500))
  if took <= LATEST then
    -- Of the others some may still be refused: only those that were answered count.
    local count = 0
    for _, other in ipairs(redis.call('ZRANGE', begun, '(' .. whole(sent_at - shortest[1]), whole(sent_at), 'BYSCORE')) do
      count = count + (redis.call('ZSCORE', ended, other) and 1 or 0)
    end
    return count
  end
  return redis.call('ZCOUNT', begun, '-inf', whole(sent_at)) - redis.call('ZCOUNT', ended, '-inf', whole(sent_at))
end

-- The most at once that was answered; forgotten after a window, for limits change.
local function most_answered()
  local best = redis.call('HMGET', limiter, 'answered', 'answered_at')
  return tonumber(best[2] or 0) >= now - window and tonumber(best[1]) or 0
end

local function note_answered_at_once(sent_at)
  local old = redis.call('ZRANGE', begun, '-inf', whole(now - window), 'BYSCORE', 'LIMIT', 0, 1000)
  if #old > 0 then
    redis.call('ZREM', begun, unpack(old))
    redis.call('ZREM', ended, unpack(old))
  end
  if redis.call('ZSCORE', begun, ticket) then
    local at_once = answered_at_once(sent_at)
    if at_once >= most_answered() then
      redis.call('HSET', limiter, 'answered', at_once, 'answered_at', whole(now))
    end
  end
end

-- Whether so many at once may be what refused. When many are under way this is suspected first, also a little below the
-- most that was answered, which is never counted exactly: it is tried out in seconds, at about the pace of before.
-- Where it was refuted lately only more than was ever answered is suspected.
local SUSPECT, MANY = 0.7, 4
local function too_many(at_once)
  local most = math.max(1, most_answered())
  local refuted = now < tonumber(redis.call('HGET', limiter, 'room:refuted') or -math.huge) + REMEMBERED
  return at_once > most or not refuted and at_once >= MANY and at_once > SUSPECT * most
end

-- Whether the estimated rate is what refused, also one that was tried out and is void; then it holds for longer. It
-- never sinks by that: a vendor that refuses
-- at random would make it sink for ever.
local function rate_proves_true(found)
  local rate = redis.call('HMGET', limiter, 'rate:kind', 'rate:level', 'rate:hold', 'rate:at')
  if not rate[2] or now > rate[4] + rate[3] + REMEMBERED then
    return false
  end
  local kind, level = tonumber(rate[1]), tonumber(rate[2])
  local reached = found.pace and found.pace[kind] or math.min(found.accepted[kind], level)
  if reached < 0.9 * level then
    return false
  end
  if reached > 1.1 * level then
    -- Fixed windows admit up to twice the limit around their edge, each time another amount. So an estimate that was
    -- confirmed stays, until more was reached twice alike.
    local last = tonumber(redis.call('HGET', limiter, 'pace:' .. kind) or 0)
    local confirmed = tonumber(rate[3]) >= 4 * FIRST_HOLD
    if not confirmed or reached > 2.1 * level or math.abs(reached - last) < 0.05 * reached then
      return false
    end
    reached = level
  end
  -- Refused at once again: what is in the window is too much already.
  local least = found.pace and level or reached
  redis.call('HSET', limiter, 'rate:least', whole(least))
  remember('rate', math.max(least, reached), math.min(2 * rate[3], LONGEST_HOLD))
  return true
end

local function last_room()
  local room = redis.call('HMGET', limiter, 'room:level', 'room:hold', 'room:at')
  if room[1] and now < room[3] + room[2] + window then
    return tonumber(room[1]), tonumber(room[2])
  end
end

-- Whether the estimate of requests at once is what refused: while it held nothing was, and a few more were. It stays,
-- and no pause is needed: with fewer at once requests are answered.
local function room_proves_true(at_once)
  local level, hold = last_room()
  if not level or not too_many(at_once) or at_once <= level or at_once - 1 > 1.5 * level then
    return false
  end
  remember('room', math.max(level, most_answered()), math.min(2 * hold, LONGEST_HOLD))
  return true
end

local function refute_room()
  redis.call('HDEL', limiter, 'room:level')
  redis.call('HSET', limiter, 'room:refuted', whole(now))
end

-- False when it is something else that refuses: it does so at fewer at once than the estimate allows.
local function estimate_room(at_once)
  local level, hold = last_room()
  local estimated, holds = at_once - 1, level and at_once <= level and estimate('room')
  if holds then
    estimated = math.min(estimated, math.floor(0.9 * level))
  end
  if holds and (not too_many(at_once) or estimated < SUSPECT * most_answered()) then
    refute_room()
    return false
  end
  if not too_many(at_once) then
    return false
  end
  local same = level and estimated <= 1.5 * level
  remember('room', estimated, same and math.min(2 * hold, LONGEST_HOLD) or FIRST_HOLD)
  return true
end

local function note_refusal(found)
  redis.call('HSET', limiter, 'refused_at', whole(now), 'refused:1', found.total[1], 'refused:2', found.total[2],
             'pace:1', whole(found.pace[1]), 'pace:2', whole(found.pace[2]))
end

local function estimate_rate(found)
  if found.is_first then
    return false
  end
  -- Requests or tokens? Of the limited one about as much was accepted before each refusal.
  local last = redis.call('HMGET', limiter, 'pace:1', 'pace:2')
  local function change(i)
    return found.pace[i] > 0 and math.abs(math.log(found.pace[i] / math.max(1, tonumber(last[i])))) or math.huge
  end
  local kind = change(2) < change(1) and 2 or 1
  redis.call('HSET', limiter, 'rate:kind', kind, 'rate:least', 1)
  remember('rate', found.pace[kind], FIRST_HOLD)
  return true
end

-- What was under way when the pause began and is refused as well had been counted as accepted.
local function same_refusal(paused_at, used, at_once)
  local learned = redis.call('HMGET', limiter, 'room:level', 'room:at', 'rate:kind', 'rate:at', 'refused_at',
                             'rate:level', 'rate:least')
  if tonumber(learned[2] or 0) == paused_at and too_many(at_once) and at_once - 1 < tonumber(learned[1]) then
    redis.call('HSET', limiter, 'room:level', at_once - 1)
  end
  if tonumber(learned[4] or 0) == paused_at then
    local level = math.max(tonumber(learned[7]), learned[6] - used[tonumber(learned[3])])
    redis.call('HSET', limiter, 'rate:level', whole(level))
  end
  if tonumber(learned[5] or 0) == paused_at then
    for i = 1, 2 do
      redis.call('HINCRBY', limiter, 'refused:' .. i, -used[i])
      redis.call('HINCRBY', limiter, 'pace:' .. i, -used[i])
    end
  end
end

-- For how long no request is sent; nil when that is known already.
local function refused(used, sent_at, at_once, retry)
  for i = 1, 2 do
    if used[i] > 0 then
      redis.call('HINCRBY', sent, sent_in(sent_at, REFUSED + i), used[i])
      redis.call('HINCRBY', limiter, 'total' .. i, -used[i])
    end
  end
  local paused_at = tonumber(redis.call('HGET', limiter, 'paused_at') or 0)
  if sent_at <= paused_at then
    same_refusal(paused_at, used, at_once)
    return retry > 0 and math.min(retry, window) or nil
  end
  if room_proves_true(at_once) then
    redis.call('HSET', limiter, 'paused_at', whole(now), 'refused_in', whole(now - sent_at))
    return retry > 0 and pause(retry, sent_at, true) or nil
  end
  local found = measure()
  local explained = rate_proves_true(found)
  if not explained and estimate_room(at_once) then
    -- The pace is not noted: if something else refuses, it does so at once again.
    return pause(retry, sent_at, true)
  end
  if found.pace then
    explained = explained or estimate_rate(found)
    note_refusal(found)
  end
  return pause(retry, sent_at, explained)
end

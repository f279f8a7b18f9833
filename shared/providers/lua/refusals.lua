-- What a 429 teaches: how long to pause, and when it recurs, an estimate of the limit behind it.
--
-- One 429 alone is a pause and nothing else. A limit that nobody tells shows by refusing again; then it is estimated,
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

-- How long nobody asks. What an estimate explains it also prevents, and asking again soon shows whether it is right.
-- Else, without a Retry-After or when the last one was too short: twice as long each time. One that is longer than
-- a window is believed as it proves true, for one window, then two, four: some vendors tell hours for a limit by the
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

-- At how many at once requests are answered; forgotten after a window, for limits change.
local function note_room(at_once)
  local best = redis.call('HMGET', limiter, 'answered', 'answered_at')
  if at_once >= tonumber(best[1] or 0) or tonumber(best[2] or 0) < now - window then
    redis.call('HSET', limiter, 'answered', at_once, 'answered_at', whole(now))
  end
end

local function too_many(at_once)
  local best = redis.call('HMGET', limiter, 'answered', 'answered_at')
  local answered = tonumber(best[2] or 0) >= now - window and tonumber(best[1] or 0) or 0
  return at_once > math.max(1, answered)
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

local function estimate_room(at_once)
  local before = redis.call('HMGET', limiter, 'room:level', 'room:hold', 'room:at')
  local same = before[1] and now < before[3] + before[2] + window and at_once - 1 <= 1.5 * tonumber(before[1])
  remember('room', at_once - 1, same and math.min(2 * before[2], LONGEST_HOLD) or FIRST_HOLD)
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

-- For how long nobody asks; nil when that is known already.
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
  local found = measure()
  local explained = rate_proves_true(found)
  if not explained and too_many(at_once) then
    explained = true
    estimate_room(at_once)
  elseif not explained and found.pace then
    explained = estimate_rate(found)
  end
  if found.pace then
    note_refusal(found)
  end
  return pause(retry, sent_at, explained)
end

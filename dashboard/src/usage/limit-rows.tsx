import type { LimitsView } from '@/api/schema';
import { bytes, count, duration, percent, short, usd } from '@/format/numbers';
import { limitName } from '@/format/names';
import { atTime } from '@/format/times';
import { Meter } from '@/ui/meter';

type Limit = LimitsView['limits'][number];

export function amountOf(name: string, value: number): string {
  if (name === 'spendCapUsd') return usd(value);
  if (name === 'storageBytes') return bytes(value);
  if (name === 'computeMsPerMonth') return duration(value);
  return value < 100_000 ? count(value) : short(value);
}

const isLacking = ({ name, used, allowed }: Limit): boolean => name === 'agentCoreAgents' && allowed === 0 && used === 0;

/** Limits as bars, what is nearest to its end told by colour and number. */
export function LimitRows({ limits, resets }: { limits: Limit[]; resets?: boolean }) {
  return (
    <ul className="space-y-4">
      {limits.map((limit) => (
        <li key={limit.name}>
          <div className="mb-1.5 flex items-baseline justify-between gap-3 text-[0.8125rem]">
            <span className="font-medium">{limitName(limit.name)}</span>
            <span className="text-right text-soft tabular-nums">
              {isLacking(limit) ? 'Not in your plan' : (
                <>
                  <span className="text-ink">{amountOf(limit.name, limit.used)}</span>
                  {limit.allowed == null ? ' · no limit' : ` of ${amountOf(limit.name, limit.allowed)}`}
                </>
              )}
            </span>
          </div>
          {limit.allowed != null && !isLacking(limit) && <Meter label={limitName(limit.name)} used={limit.used} allowed={limit.allowed} calm={limit.name === 'agents' || limit.name === 'agentCoreAgents'} />}
          {resets && (
            <p className="mt-1 text-xs text-soft">
              {[limit.allowed != null && limit.allowed > 0 && `${percent(limit.used / limit.allowed)} used`, limit.resetsAt && `resets ${atTime(limit.resetsAt)}`].filter(Boolean).join(' · ')}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

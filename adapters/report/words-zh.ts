import { BUYERS_AT_LEAST } from "../../core/insight/incremental.ts";
import type { CheckName } from "../../core/insight/reconcile.ts";
import { figuresFor } from "./figures.ts";
import type { SpokenPlan, Words } from "./words.ts";

const CHECKS: Record<CheckName, string> = {
  "movements-make-closing": "期初加本期变动等于期末",
  "entries-make-balances": "全部分录之和等于会员余额减欠扣",
  "members-off-balance": "分录之和与余额不符的会员",
  "members-with-numbering-gaps": "分录编号缺失或重复的会员",
  "earned-on-order-lines": "发放积分：订单行与台账",
  "taken-back-on-order-lines": "扣回积分：订单行与台账",
  "points-of-campaigns": "活动内外积分之和等于台账期末",
  "coupon-cost-of-campaigns": "已核销优惠券：按券与按活动",
  "coupons-without-their-order": "核销在他人订单或未知订单上的优惠券",
  "messages-of-campaigns": "计费消息：按消息与按活动",
  "messages-to-held-out": "发给对照组会员的活动消息",
  "coupons-to-held-out": "发给对照组会员的活动优惠券",
  "members-in-two-arms": "同一活动中被分入两组的会员",
};

const KINDS: Record<string, string> = { earn: "消费发放", "take-back": "退款扣回" };

function planned({ lift, power, needed, stillNeeded, weeks, done }: SpokenPlan, what: string): string {
  if (needed === undefined) return `${what}过小，任何门店可能拥有的会员数都无法证明。`;
  const chance = `${what}（每位会员 ${lift}）在当前规模下被检出的概率为 ${power}。`;
  if (done) return `${chance}达到 80% 检出概率所需的 ${needed} 位会员已经具备。`;
  if (stillNeeded === "0") return `${chance}达到 80% 需要 ${needed} 位会员：均已入组，${weeks} 后窗口结束。`;
  return `${chance}达到 80% 需要 ${needed} 位会员：还差 ${stillNeeded} 位，约需 ${weeks}。`;
}

export const chinese: Words = {
  title: "营销活动复盘",
  period: (from, asOf) => `${from} 至 ${asOf}`,
  theme: "浅色或深色",
  simulatedBadge: "模拟",
  assumedBadge: "假设",
  simulatedRedemptions: (count) => `模拟核销优惠券 ${count} 张`,
  simulatedOrders: (count, share) => `模拟订单 ${count} 笔${share === undefined ? "" : `（触达会员中 ${share} 响应）`}`,
  nothingSimulated: "无模拟数据",
  reconciled: (checks) => `与台账的 ${checks} 项核对差额均为零`,
  gaps: (count) => `${count} 项核对存在差额`,

  members: "会员",
  active: "活跃会员",
  orders: "订单",
  netRevenue: "净销售额",
  messagesSent: "已发消息",

  earned: "活动带来了什么",
  earnedHint: "扣除成本后的增量毛利：触达组与对照组相比，自首次入组起 28 天，不论实际是否收到消息。",
  verdict: { "proven gain": "证实盈利", "proven loss": "证实亏损", "not proven": "尚未证实" },
  because: (reason, { buyers }, membersForVerdict) => {
    switch (reason) {
      case "above-zero":
        return "区间全部高于零：活动收益大于成本。";
      case "below-zero":
        return "区间全部低于零：活动成本大于收益。";
      case "holds-zero":
        return "区间包含零：差异可能出于偶然。";
      case "too-few-buyers":
        return `其中一组仅有 ${buyers} 位会员下单。毛利分布偏斜，购买者少于 ${BUYERS_AT_LEAST} 位时区间并不可靠，因此不下结论${membersForVerdict === undefined ? "。" : `；约 ${membersForVerdict} 位会员走完窗口即可。`}`;
      case "not-enough-data":
        return `数据不足，无法比较：每组至少需要两位已走完窗口且毛利不同的会员；每组有 ${BUYERS_AT_LEAST} 位购买者才下结论。`;
    }
  },
  afterCostTotal: "扣除成本后的增量毛利",
  between: (low, high) => `95% 区间 ${low} 至 ${high}`,
  perMember: (figure) => `每位触达会员 ${figure}`,
  compared: (treated, heldOut) => `触达组 ${treated} 人，对照组 ${heldOut} 人`,
  unfinished: (treated, heldOut, until) =>
    `未计入：触达组 ${treated} 人、对照组 ${heldOut} 人的 28 天尚未结束，最后一个于 ${until} 结束。`,
  observedPlan: (plan) => planned(plan, "所观察到的提升"),
  targetPlan: (plan) => planned(plan, "相当于对照组毛利十分之一的提升"),
  noComparison: "暂无法比较",

  intervals: "每位触达会员的增量毛利",
  intervalsHint: "圆点：均值之差。横线：95% 区间（Welch）。横线跨过零则不能证明任何结论。",
  beforeCost: "扣成本前",
  afterCost: "扣成本后",

  funnels: "旅程漏斗",
  funnelsHint: "会员人数，每次入组后 28 天内。虚线为对照组中购买者的比例。",
  enrolled: "入组",
  treated: "触达组",
  heldOut: "对照组",
  reached: "触达会员",
  redeemed: "已核销",
  bought: "购买",
  heldOutBought: "对照组购买",

  table: "各活动回报",
  tableHint: "毛口径计入触达组每次入组后 28 天内的全部订单，不论是否由活动引起；增量口径与对照组相比。",
  campaign: "活动",
  sent: "已发消息",
  couponsIssued: "发放优惠券",
  couponsRedeemed: "核销优惠券",
  revenue: "销售额",
  margin: "毛利",
  costCoupons: "优惠券（核销）",
  costPoints: "积分（负债）",
  costMessages: "消息费用",
  costTotal: "成本",
  roi: "毛 ROI",
  incrementBefore: "扣成本前增量毛利",
  incrementAfter: "扣成本后增量毛利",
  adjusted: "扣成本后，按前 180 天校正",
  smallestLift: "十次中能看到八次的最小提升",
  stillNeeded: "证明所见提升尚需",
  membersAndWeeks: (members, weeks) => `${members} 位会员，${weeks}`,
  weeks: (count) => (count > 520 ? "十年以上" : `${count} 周`),

  movement: "分层流动",
  movementHint: "本期首次与末次评分时各分层的会员。",
  fromTo: "自 ↓ 至 →",
  unscored: "尚未评分",
  movementNone: "本期没有会员被评分。",

  ledger: "台账核对",
  ledgerHint: "按分录的入账日。",
  points: "积分",
  openingBefore: (day) => `期初（${day} 之前）`,
  entryKind: (kind) => KINDS[kind] ?? kind,
  closingOf: (day) => `期末（${day} 日终）`,
  closingLiability: "期末积分负债",
  bookedLater: "之后入账：计入余额，不计入期末",
  sharedOrders: "被多个活动计入的订单",
  check: (name) => CHECKS[name],
  checkColumn: "核对项",
  ledgerColumn: "台账",
  reportColumn: "报告",
  differenceColumn: "差额",

  outbox: "发件箱",
  outboxHint: (shown, total) => `最近 ${shown} 条，共 ${total} 条，内容与交给服务商的一致。`,
  outboxFilter: "按会员、旅程或内容筛选",
  channel: { sms: "短信", email: "邮件" },
  messageState: { claimed: "处理中", sent: "已发送", refused: "被拒", unclear: "不明" },
  empty: "无。",

  refusals: "未入组及原因",
  refusalsHint: "没有启动旅程的时机。",
  notesTitle: "数字的依据",
  notes: (model) => {
    const figures = figuresFor("zh-CN", model);
    const { assumptions, simulated } = model;
    const rates = Object.entries(assumptions.marginByCategory).map(
      ([name, share]) => `${name} ${figures.percent(share)}`,
    );
    const fee = (minor: number): string => figures.moneyExact(minor);
    return [
      `毛利为【假设】值：按品类占净销售额的比例（${[...rates, `其余 ${figures.percent(assumptions.marginDefault)}`].join("、")}），来自方案配置。系统不掌握进价。`,
      simulated.redemptions === 0
        ? "没有模拟的优惠券核销。"
        : `${simulated.redemptions} 张优惠券的核销为【模拟】：记在可用券的回放订单旁。订单金额不变，券值计为成本。`,
      simulated.orders === 0
        ? "没有模拟订单。"
        : `${simulated.orders} 笔订单为【模拟】${simulated.respondShare === undefined ? "" : `：触达会员中 ${figures.percent(simulated.respondShare)} 额外下一单`}。其收益属于模拟，而非活动。`,
      `优惠券按核销时的抵扣额计成本，销售额为抵扣前金额。积分每 1,000 分计 ${fee(assumptions.liabilityMinorPer1000)}，已减退款扣回，不计失效。每千条消息：短信 ${fee(assumptions.feeMinorPer1000.sms)}，邮件 ${fee(assumptions.feeMinorPer1000.email)}；结果不明的也计费。`,
      "毛 ROI =（毛利 − 成本）/ 成本，基于触达组全部订单。它说明活动期间发生了什么，而非活动引起了什么。",
      `增量毛利：每位会员一行，自首次入组起 28 天，按分组意向，组别永久不变。Welch 均值之差与 Student t 区间；扣成本后，每行带自己的成本。每组需有 ${BUYERS_AT_LEAST} 位购买者才下结论。未走完的窗口不计入。`,
      "反复查看直到区间离开零，会“发现”并不存在的收益：请在活动开始前定好查看时间。",
    ];
  },
};

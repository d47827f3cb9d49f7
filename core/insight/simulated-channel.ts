/** The channel of answers that nobody gave: every order on it was placed by a simulation, and every figure says so. */
export const SIMULATED_CHANNEL = "simulated-response";

/** Whether an order (`<channel>:<orderId>`) was placed by a simulation. */
export const isSimulatedOrder = (orderKey: string): boolean => orderKey.startsWith(`${SIMULATED_CHANNEL}:`);

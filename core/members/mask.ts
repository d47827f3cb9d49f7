/** Enough of a number to know it again, too little to call: +44•••••••584. */
export function maskPhone(phone: string): string {
  const [ahead, behind] = [phone.slice(0, 3), phone.slice(-3)];
  return phone.length <= 8 ? "•".repeat(phone.length) : ahead + "•".repeat(phone.length - 6) + behind;
}

/** The first letter and the domain of an address: a•••@example.org. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return at < 1 ? "•••" : `${email.slice(0, 1)}•••${email.slice(at)}`;
}

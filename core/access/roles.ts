/** What the holder of a token is to tidegate. Not a ladder: an approver starts nothing, an operator approves nothing. */
export const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/**
 * Who may do what: the one table. Each call of the control API names the permission that it needs; there is no call
 * without one, and what stands in no row is allowed to nobody.
 */
const TABLE = {
  read: ['viewer', 'operator', 'approver', 'admin'],
  /** What people wrote and models answered, and the comments that came with feedback. */
  read_bodies: ['operator', 'approver', 'admin'],
  /** What calls cost, whose they were, and what of budgets is left. */
  read_cost: ['viewer', 'operator', 'approver', 'admin'],
  read_audit: ['viewer', 'operator', 'approver', 'admin'],
  give_feedback: ['operator', 'admin'],
  start_release: ['operator', 'admin'],
  steer_release: ['operator', 'admin'],
  approve_release: ['approver', 'admin'],
  freeze: ['operator', 'admin'],
  roll_back_route: ['operator', 'admin'],
  change_configuration: ['admin'],
  manage_keys: ['admin'],
  manage_tokens: ['admin'],
  delete_people: ['admin'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Permission = keyof typeof TABLE;
export const PERMISSIONS = Object.keys(TABLE) as readonly Permission[];

/** The roles that carry a permission, least first. */
export const rolesWith = (permission: Permission): readonly Role[] => TABLE[permission];

export const mayDo = (role: Role, permission: Permission): boolean => rolesWith(permission).includes(role);

// SPDX-License-Identifier: Apache-2.0

/** The product's mark; decoration, since its name always stands beside it. */
export function Mark({ size = 30 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <rect width="32" height="32" rx="8.5" fill="#0b7362" />
      <path d="M9 22.5a9.2 9.2 0 0 1 0-13M23 9.5a9.2 9.2 0 0 1 0 13" stroke="#9edfd2" strokeWidth="2.4" strokeLinecap="round" />
      <path d="M13 18.9a4.1 4.1 0 0 1 0-5.8M19 13.1a4.1 4.1 0 0 1 0 5.8" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}

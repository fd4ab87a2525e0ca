// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./bare.module.css";
import { Mark } from "./mark";

/** A page of its own: the product's name and one panel. */
export function Bare({ width, children, below }: { width: string; children: ReactNode; below?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <main className={classes.page}>
      <div className={classes.brand}>
        <Mark size={38} />
        {t("app.name")}
      </div>
      <div className={classes.panel} style={{ maxWidth: width }}>
        {children}
      </div>
      {below}
    </main>
  );
}

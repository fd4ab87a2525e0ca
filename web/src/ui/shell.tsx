// SPDX-License-Identifier: Apache-2.0
import { ActionIcon } from "@mantine/core";
import { IconMenu2, IconPlugConnectedX, IconX } from "@tabler/icons-react";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/lib/use_me";
import { AccountMenu } from "./account_menu";
import { Live, useLive } from "./live";
import { Mark } from "./mark";
import { NavLinks } from "./nav_links";
import classes from "./shell.module.css";

/** The frame around every screen of a signed-in technician: the way to all others, the account, and the live connection. */
export function Shell() {
  return (
    <Live>
      <Frame />
    </Live>
  );
}

function Frame() {
  const { t } = useTranslation();
  const me = useMe();
  const [open, setOpen] = useState(false);
  const menu = useRef<HTMLButtonElement>(null);
  const side = useRef<HTMLElement>(null);
  useFocusOnNewScreen(() => setOpen(false));

  useEffect(() => {
    if (!open) return;
    side.current?.querySelector<HTMLElement>("button, a")?.focus();
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      menu.current?.focus();
    };
    document.addEventListener("keydown", escape);
    return () => document.removeEventListener("keydown", escape);
  }, [open]);

  return (
    <>
      <a href="#main" className={classes.skip}>
        {t("common.skip")}
      </a>
      <div className={classes.shell}>
        <section className={classes.bar} inert={open} aria-label={t("app.name")}>
          <ActionIcon ref={menu} size={40} aria-label={t("nav.open")} aria-expanded={open} onClick={() => setOpen(true)}>
            <IconMenu2 size={21} aria-hidden />
          </ActionIcon>
          <Mark size={26} />
          <span className={classes.product}>{t("app.name")}</span>
        </section>
        <div className={classes.shade} data-open={open} onClick={() => setOpen(false)} />
        <aside ref={side} className={classes.side} data-open={open}>
          {open && (
            <ActionIcon pos="absolute" top={12} right={10} size={36} aria-label={t("nav.close")} onClick={() => setOpen(false)}>
              <IconX size={19} aria-hidden />
            </ActionIcon>
          )}
          <Link to="/devices" search={{}} className={classes.brand}>
            <Mark size={34} />
            <span>
              <span className={classes.product}>{t("app.name")}</span>
              <span className={classes.team}>{me.team.name}</span>
            </span>
          </Link>
          <NavLinks />
          <div className={classes.foot}>
            <AccountMenu />
          </div>
        </aside>
        <div inert={open}>
          <Banner />
          <main id="main" tabIndex={-1} aria-labelledby="screen-title">
            <Outlet />
          </main>
        </div>
      </div>
    </>
  );
}

/** A new screen begins at its top, and a screen reader begins to read there; tabs of one screen leave the focus where it is. */
function useFocusOnNewScreen(moved: () => void) {
  const path = useRouterState({ select: (state) => state.location.pathname.replace(/\/remote$/, "") });
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    moved();
    document.getElementById("main")?.focus({ preventScroll: true });
  });
}

function Banner() {
  const { t } = useTranslation();
  const live = useLive();
  return (
    <div role="status">
      {live === "lost" && (
        <div className={classes.banner}>
          <IconPlugConnectedX size={19} aria-hidden />
          <div>
            <strong>{t("live.lost_title")}.</strong> {t("live.lost_text")}
          </div>
        </div>
      )}
    </div>
  );
}

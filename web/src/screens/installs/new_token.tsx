// SPDX-License-Identifier: Apache-2.0
import { Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import type { Enrolment, Install } from "@/api/types";
import { Confirm } from "@/ui/confirm";
import { Enrol } from "./enrol";

/** Asks first, since an unused earlier token stops working; then shows the new line. */
export function NewToken({ install, onClose }: { install: Install | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<{ install: Install; enrolment: Enrolment }>();
  const create = async (of: Install) => {
    const enrolment = await call(api.POST("/api/v1/installs/{id}/enrolment-token", { params: { path: { id: of.id } } }));
    setMade({ install: of, enrolment });
  };
  const close = () => setMade(undefined);
  return (
    <>
      {install && (
        <Confirm
          opened
          danger={false}
          onClose={onClose}
          title={t("installs.new_token_title", { name: install.name })}
          text={t("installs.new_token_text")}
          submit={t("installs.new_token_submit")}
          action={() => create(install)}
        />
      )}
      {made && (
        <Modal
          opened
          onClose={close}
          size="lg"
          closeOnClickOutside={false}
          title={t("install_form.enrol_title", { name: made.install.name })}
          closeButtonProps={{ "aria-label": t("common.close") }}
        >
          <Enrol install={made.install} enrolment={made.enrolment} onClose={close} />
        </Modal>
      )}
    </>
  );
}

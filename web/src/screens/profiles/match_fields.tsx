// SPDX-License-Identifier: Apache-2.0
import { TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { RowList } from "@/ui/row_list";
import { kMostPatterns, newMatch, type ProfileValues } from "./profile_form";
import classes from "./profiles.module.css";

/** The pages by which a device is recognised: patterns of title and server each. */
export function MatchFields({ form }: { form: UseFormReturnType<ProfileValues> }) {
  const { t } = useTranslation();
  const common = { maxLength: 200, autoComplete: "off", spellCheck: false } as const;
  return (
    <RowList
      label={t("profiles.match")}
      help={t("profile_form.match_help")}
      error={form.errors.match}
      rows={form.values.match}
      most={kMostPatterns}
      addLabel={t("profile_form.add_match")}
      onAdd={() => form.insertListItem("match", newMatch())}
      removeLabel={(n) => t("profile_form.remove_match", { n })}
      onRemove={(index) => form.removeListItem("match", index)}
      rowLabel={(n) => t("profile_form.match_n", { n })}
      fields={(_, index) => (
        <div className={classes.pair}>
          <TextInput {...common} label={t("profile_form.match_title")} {...form.getInputProps(`match.${index}.title`)} />
          <TextInput {...common} label={t("profile_form.match_server")} {...form.getInputProps(`match.${index}.server`)} />
        </div>
      )}
    />
  );
}

// SPDX-License-Identifier: Apache-2.0
import { MantineProvider } from "@mantine/core";
import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { stampSession } from "@/api/types";
import { session } from "@/test/samples";
import { TimeLeft } from "./time_left";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const active = (remaining_s: number) => stampSession({ ...session, state: "active", remaining_s });
const show = (of: ReturnType<typeof active>) => (
  <MantineProvider env="test">
    <TimeLeft session={of} />
  </MantineProvider>
);

test("the time left ticks, warns near its end, stops at zero, and starts anew when extended", () => {
  const { rerender } = render(show(active(125)));
  const timer = screen.getByRole("timer");
  expect(timer.textContent).toBe("2:05 left");
  expect(timer.dataset.soon).toBe("false");
  act(() => void vi.advanceTimersByTime(6_000));
  expect(timer.textContent).toBe("1:59 left");
  expect(timer.dataset.soon).toBe("true");
  act(() => void vi.advanceTimersByTime(200_000));
  expect(timer.textContent).toBe("0:00 left");
  rerender(show(active(1800)));
  act(() => void vi.advanceTimersByTime(1_000));
  expect(timer.textContent).toBe("29:59 left");
});

test("a change of the wall clock does not move it", () => {
  render(show(active(600)));
  vi.setSystemTime(Date.now() + 3_600_000);
  act(() => void vi.advanceTimersByTime(1_000));
  expect(screen.getByRole("timer").textContent).toBe("9:59 left");
});

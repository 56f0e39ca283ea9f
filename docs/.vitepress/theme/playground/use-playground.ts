import { computed, onBeforeUnmount, onMounted, reactive, ref, watch } from "vue";
import { initialCode, messageOf } from "./edited-format";
import { type Preview, preview } from "./preview";
import { fragmentOf, readFragment } from "./share";
import { vendors } from "./vendors";

const debounceMs = 200;
const empty: Preview = { error: null, item: null, requests: [], problems: [], fields: null };

/** The state of the page, and what follows from it. */
export function usePlayground() {
  const direction = ref<"push" | "pull">("push");
  const slug = ref("lever");
  /** Texts of the input and of the format, by what they belong to. A profile is the same for all vendors. */
  const texts = reactive<Record<string, string>>({});
  /** Whether the format came with a link and nobody has allowed it to run. */
  const isHeld = ref(false);
  const shown = ref<Preview>(empty);
  const status = ref("");
  const link = ref("");

  const vendor = computed(() => vendors.find((one) => one.slug === slug.value) ?? (vendors[0] as (typeof vendors)[0]));
  const side = computed(() => vendor.value[direction.value]);
  const textAt = (key: () => string, initial: () => string) =>
    computed({
      get: () => texts[key()] ?? initial(),
      set(text) {
        texts[key()] = text;
      },
    });
  const example = computed(() => JSON.stringify(side.value.example, null, 2));
  const inputKey = () => (direction.value === "push" ? "profile" : `job of ${vendor.value.slug}`);
  const input = textAt(inputKey, () => example.value);
  const codeKey = () => `${direction.value} format of ${vendor.value.slug}`;
  const code = textAt(codeKey, () => initialCode);
  const heldKey = ref("");
  const isCodeHeld = computed(() => isHeld.value && heldKey.value === codeKey());
  const ownCode = computed(() => (code.value.trim() === initialCode.trim() ? undefined : code.value));

  let latest = 0;
  async function update() {
    const mine = ++latest;
    const found = await preview(direction.value, side.value, input.value, isCodeHeld.value ? undefined : ownCode.value);
    if (mine !== latest) return;
    shown.value = found;
    const { error, fields, requests, problems } = found;
    const percent = fields ? `${fields.percent} % of the fields are used. ` : "";
    status.value = error ?? `${percent}${requests.length} requests, ${problems.length} problems.`;
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  watch([direction, slug, input, code, isCodeHeld], () => {
    link.value = "";
    clearTimeout(timer);
    timer = setTimeout(update, debounceMs);
  });

  async function share() {
    const state = { direction: direction.value, connector: vendor.value.slug, input: input.value };
    const fragment = await fragmentOf(ownCode.value === undefined ? state : { ...state, code: ownCode.value });
    history.replaceState(history.state, "", fragment);
    link.value = location.href;
    await navigator.clipboard?.writeText(link.value).catch(() => undefined);
  }

  async function openLink() {
    try {
      const shared = await readFragment(location.hash);
      if (shared) {
        direction.value = shared.direction;
        slug.value = vendors.some((one) => one.slug === shared.connector) ? shared.connector : "lever";
        input.value = shared.input;
        if (shared.code !== undefined) {
          code.value = shared.code;
          [isHeld.value, heldKey.value] = [true, codeKey()];
        }
      }
      await update();
    } catch (error) {
      await update();
      status.value = messageOf(error);
    }
  }

  function reset() {
    delete texts[inputKey()];
    delete texts[codeKey()];
    isHeld.value = false;
  }

  onMounted(() => {
    addEventListener("hashchange", openLink);
    return openLink();
  });
  onBeforeUnmount(() => {
    removeEventListener("hashchange", openLink);
    clearTimeout(timer);
  });

  function allow() {
    isHeld.value = false;
  }
  return { ...{ direction, slug, vendor, input, code, isCodeHeld, shown, status, link }, share, reset, allow };
}

import { computed, onBeforeUnmount, onMounted, reactive, ref, watch } from "vue";
import { initialCode, messageOf } from "./edited-format";
import { type Preview, percentOf, preview } from "./preview";
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
  /** Of a profile: how much each connector uses, in percent, by its slug. */
  const percents = ref<Record<string, number | null>>({});
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
    const compared = direction.value === "push" ? vendors : [];
    const all = await Promise.all(compared.map(async (one) => [one.slug, await percentOf(one.push, input.value)]));
    if (mine !== latest) return;
    [shown.value, percents.value] = [found, Object.fromEntries(all)];
    const { error, fields, requests, problems } = found;
    const percent = fields ? `Fields used: ${fields.percent} %. ` : "";
    status.value = error ?? `${percent}Requests: ${requests.length}. Failures and warnings: ${problems.length}.`;
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
    const isCopied = await navigator.clipboard?.writeText(link.value).then(
      () => true,
      () => false,
    );
    status.value = isCopied ? "The link is copied." : "The link is below the format.";
  }

  async function openLink() {
    try {
      const shared = await readFragment(location.hash);
      if (shared) {
        direction.value = shared.direction;
        slug.value = vendors.some((one) => one.slug === shared.connector) ? shared.connector : "lever";
        input.value = shared.input;
        code.value = shared.code ?? initialCode;
        [isHeld.value, heldKey.value] = [shared.code !== undefined, codeKey()];
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
  return {
    ...{ direction, slug, vendor, input, code, isCodeHeld, shown, percents, status, link },
    share,
    reset,
    allow,
  };
}

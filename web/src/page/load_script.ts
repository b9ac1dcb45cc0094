// Viewers are bundles of their own, read when they are first needed.
const loading = new Map<string, Promise<void>>();

export function loadScript(name: string): Promise<void> {
  let promise = loading.get(name);
  if (!promise) {
    promise = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = name;
      script.onload = () => resolve();
      script.onerror = () => {
        loading.delete(name);
        script.remove();
        reject(new Error(`The viewer '${name}' is not part of this build, or could not be read.`));
      };
      document.head.append(script);
    });
    loading.set(name, promise);
  }
  return promise;
}

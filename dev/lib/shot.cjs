// One screenshot of a running demo; see dev/shot.
const fs = require("fs");
const {chromium} = require("playwright-core");

const [loginsFile, login, path, out, ...options] = process.argv.slice(2);
if (!out) {
    console.error(
        "usage: dev/shot LOGIN PATH OUT.png [options], see the head of dev/shot",
    );
    process.exit(2);
}
let [width, height, port, full] = [1300, 800, Number(process.env.PORT), false];
const steps = [];
while (options.length) {
    const option = options.shift();
    if (option === "--size") {
        [width, height] = options.shift().split("x").map(Number);
    } else if (option === "--port") {
        port = Number(options.shift());
    } else if (option === "--full") {
        full = true;
    } else if (option === "--wait" || option === "--click") {
        steps.push([option, options.shift()]);
    } else if (option === "--fill") {
        steps.push([option, options.shift(), options.shift()]);
    } else {
        console.error(`unknown option ${option}`);
        process.exit(2);
    }
}

function passwordOf(name) {
    const row = fs
        .readFileSync(loginsFile, "utf8")
        .split("\n")
        .map((line) => line.split("\t"))
        .find((cells) => cells[1] === name);
    return row ? row[2] : name;
}

async function play(page, [option, selector, text]) {
    const target = page.locator(selector).first();
    if (option === "--wait") {
        await target.waitFor();
    } else if (option === "--click") {
        await target.click();
    } else {
        await target.fill(text);
    }
    await settle(page);
}

// Odoo keeps a connection open, so "network idle" must not be waited for long.
async function settle(page) {
    await page.waitForLoadState("networkidle", {timeout: 3000}).catch(() => null);
    await page.waitForTimeout(300);
}

async function main() {
    const browser = await chromium.launch({
        executablePath: "/usr/bin/chromium",
        args: [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-quic",
            "--no-first-run",
            "--disable-component-update",
            "--disable-sync",
        ],
    });
    const small = width < 600;
    const context = await browser.newContext({
        viewport: {width, height},
        isMobile: small,
        hasTouch: small,
        locale: "vi-VN",
        timezoneId: "Asia/Ho_Chi_Minh",
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20000);
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
        const {url} = message.location();
        // Icons of apps that are not installed are asked for by core itself.
        if (
            message.type() === "error" &&
            !url.endsWith("/static/description/icon.png")
        ) {
            errors.push(`${message.text()} ${url}`);
        }
    });
    let failure = null;
    try {
        const base = `http://127.0.0.1:${port}`;
        if (login !== "-") {
            await page.goto(`${base}/web/login`);
            await page.fill("input[name=login]", login);
            await page.fill("input[name=password]", passwordOf(login));
            await Promise.all([
                page.waitForURL((url) => url.pathname !== "/web/login"),
                page.click(".oe_login_form button[type=submit]"),
            ]);
        }
        await page.goto(base + path);
        await settle(page);
        for (const step of steps) {
            await play(page, step);
        }
    } catch (error) {
        failure = error;
    }
    // Taken even after a failed step: it shows what was there instead.
    await page.screenshot({path: out, fullPage: full});
    await browser.close();
    for (const error of errors) {
        console.error(`console: ${error}`);
    }
    if (failure) {
        console.error(failure.message);
    }
    process.exit(failure || errors.length ? 1 : 0);
}

main().catch((error) => {
    console.error(error.message);
    process.exit(1);
});

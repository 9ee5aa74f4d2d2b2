<?php
/* The same as smoke.c, by PHP's FFI: the smallest host in a language that calls C without a compiler.
 * php -d ffi.enable=1 smoke.php CDEF PLUGIN.so CONFIG-FILE OPTIONS ACTOR HTTP-PATH HTTP-BODY-FILE 'HTTP-HEADER: VALUE' \
 *     PROVIDER ACCOUNT|- ACTION INPUT EXPECT */
if ($argc !== 14) exit("13 arguments are needed\n");
[, $cdef, $file, $config, $options, $actor, $path, $body, $header, $provider, $account, $action, $input, $expect] = $argv;
$ffi = FFI::cdef(file_get_contents($cdef), $file);
$lent = []; /* what C still points to */

function check(string $step, bool $passed, string $text): void {
    printf("%-10s %s %s\n", $step, $passed ? 'ok' : 'FAIL', substr($text, 0, 300));
    if (!$passed) exit(1);
}
function set(FFI\CData $str, string $text): void {
    global $ffi, $lent;
    if ($text === '') return;
    $bytes = $ffi->new('char[' . strlen($text) . ']');
    FFI::memcpy($bytes, $text, strlen($text));
    $lent[] = $bytes;
    $str->ptr = FFI::addr($bytes[0]);
    $str->len = strlen($text);
}
function text(FFI\CData $str): string { return $str->len ? FFI::string($str->ptr, $str->len) : ''; }
/* A struct whose texts are FIELDS; nothing of 1.0 has tail padding, so FFI's sizeof is the size up to the last field. */
function struct(string $type, array $fields = []): FFI\CData {
    global $ffi;
    $struct = $ffi->new($type);
    if ($type !== 'crm_str') $struct->struct_size = FFI::sizeof($struct);
    foreach ($fields as $name => $value) is_string($value) ? set($struct->$name, $value) : $struct->$name = $value;
    return $struct;
}
function reply(string $step, ?FFI\CData $reply, string $expected = ''): void {
    global $plugin;
    check($step, $reply !== null && $reply->status >= 0 && $reply->http_status < 300 && str_contains(text($reply->body), $expected),
        $reply ? text($reply->body) : 'no reply');
    ($plugin->release)($reply);
}

$plugin = $ffi->crm_plugin_entry($ffi->CRM_ABI_VERSION);
check('load', $plugin !== null, $file);

$counts = ['channels' => 0, 'action sets' => 0, 'schemas' => 0, 'routes' => 0];
$handler = null;
$registrar = struct('crm_registrar');
$registrar->add_channel = function ($ctx, $channel) use (&$counts, &$handler, $provider, $ffi): int {
    $counts['channels']++;
    if (text($channel->provider) === $provider) $handler = $channel->handler;
    return $ffi->CRM_OK;
};
foreach (['add_action_set' => 'action sets', 'add_schema' => 'schemas', 'add_route' => 'routes'] as $callback => $what) {
    $registrar->$callback = function ($ctx, $registered) use (&$counts, $what, $ffi): int {
        $counts[$what]++;
        return $ffi->CRM_OK;
    };
}
$status = ($plugin->register_with)(FFI::addr($registrar));
check('register', $status === $ffi->CRM_OK && $handler !== null && min($counts) > 0, json_encode($counts));

$document = struct('crm_document', ['text' => file_get_contents($config), 'source_name' => $config]);
$opening = struct('crm_str');
set($opening, $options);
$self = $ffi->new('crm_instance *');
reply('open', ($plugin->open)(null, FFI::addr($opening), FFI::addr($self)));
reply('configure', ($plugin->configure)($self, FFI::addr($document)), '"warnings"');
reply('start', ($plugin->start)($self));
reply('health', ($plugin->health)($self), '"status"');

$call = struct('crm_action_call', ['account' => $account === '-' ? '' : $account, 'action' => $action, 'input' => $input,
    'actor' => $actor, 'idempotency_key' => 'smoke-1']);
reply('action', ($handler->invoke_action)($self, FFI::addr($call)), '"operation"');

$headers = $ffi->new('crm_header[1]');
[$name, $value] = explode(': ', $header, 2);
set($headers[0]->name, $name);
set($headers[0]->value, $value);
$post = struct('crm_http_request', ['method' => 'POST', 'path' => $path, 'body' => file_get_contents($body),
    'peer' => '127.0.0.1', 'header_count' => 1, 'headers' => FFI::addr($headers[0])]);
reply('webhook', ($plugin->handle_http)($self, FFI::addr($post)));

$feed = struct('crm_feed_read', ['max_events' => 2, 'consumer' => 'smoke', 'timeout_ms' => 5000]);
do {
    check('wait', ($plugin->wait_events)($self, FFI::addr($feed)) === $ffi->CRM_OK, '');
    $reply = ($plugin->next_events)($self, FFI::addr($feed));
    $batch = $reply !== null ? text($reply->body) : '';
    reply('event', $reply, '"events"');
    set($feed->cursor, json_decode($batch)->cursor);
    check('ack', ($plugin->ack_events)($self, FFI::addr($feed)) === $ffi->CRM_OK, text($feed->cursor));
} while (!str_contains($batch, $expect));
reply('stop', ($plugin->stop)($self, 5000));
($plugin->close)($self);
echo "closed\n";

<?php

// Runs before each PHP program of a command. Where that is PHPUnit, Pest or ParaTest, it is asked for its JUnit report
// beside what it prints; everywhere else nothing happens. It runs in whatever PHP there is.
call_user_func(static function () {
    $folder = (string) getenv('PROOFLOOP_REPORTS');
    $given = isset($_SERVER['argv']) && is_array($_SERVER['argv']) ? $_SERVER['argv'] : array();
    if ($folder === '' || getenv('PROOFLOOP_ASKED') !== false || count($given) === 0) {
        return;
    }
    if (preg_match('/^(phpunit|pest|paratest)([-.\d]*)(\.phar)?$/', basename($given[0])) !== 1) {
        return;
    }
    foreach ($given as $argument) {
        // It reports as it was told to, or runs no tests.
        if (preg_match('/^(--log-junit|--version|--help|-h|--list-.*|--generate-.*|--migrate-.*|--check-.*|--atleast-.*|--init|--warm-.*)(=.*)?$/', $argument) === 1) {
            return;
        }
    }
    for ($number = 1; !@mkdir("$folder/$number"); $number += 1) {
        if (!is_dir("$folder/$number")) {
            return;
        }
    }
    $note = json_encode(array('runner' => 'phpunit', 'folder' => getcwd()));
    if (file_put_contents("$folder/$number/asked.json", $note) === false) {
        return;
    }
    putenv('PROOFLOOP_ASKED=1');
    array_splice($given, 1, 0, array('--log-junit', "$folder/$number/junit.xml"));
    $_SERVER['argv'] = $given;
    $_SERVER['argc'] = count($given);
    $GLOBALS['argv'] = $given;
    $GLOBALS['argc'] = count($given);
});

BEGIN TRANSACTION;
CREATE TABLE attempts (
            id INTEGER PRIMARY KEY, mark TEXT NOT NULL UNIQUE,
            lesson TEXT NOT NULL, question TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('right', 'wrong', 'skipped')),
            given TEXT NOT NULL, slip TEXT, at TEXT NOT NULL);
INSERT INTO "attempts" VALUES(1,'a927f82d138b-1','gradient-descent','downhill-without-a-map/1','right','-6',NULL,'2026-11-26T04:12:28Z');
INSERT INTO "attempts" VALUES(2,'a927f82d138b-2','gradient-descent','one-step/1','wrong','0.9','the factor 2 of the slope was left out','2026-11-26T04:12:28Z');
INSERT INTO "attempts" VALUES(3,'a927f82d138b-3','gradient-descent','ten-steps/1','wrong','2',NULL,'2026-11-26T04:12:28Z');
INSERT INTO "attempts" VALUES(4,'a927f82d138b-4','gradient-descent','a-small-learning-rate/1','skipped','',NULL,'2026-11-26T04:12:28Z');
INSERT INTO "attempts" VALUES(5,'a927f82d138b-5','recap','without-looking-back/1','wrong','1',NULL,'2026-11-26T04:12:28Z');
CREATE TABLE drafts (
            lesson TEXT NOT NULL, key TEXT NOT NULL, data TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (lesson, key)) WITHOUT ROWID;
INSERT INTO "drafts" VALUES('gradient-descent','labs','{"28":{"settings":{"learning_rate":0.3,"start":0.0,"steps":10},"position":0},"46":{"settings":{"learning_rate":0.3,"start":-2.0,"steps":10},"position":7}}','2026-11-26T04:12:28Z');
INSERT INTO "drafts" VALUES('gradient-descent','said downhill-without-a-map/1','{"given":"-6","text":"Right. Where the slope is negative, a larger w has a lower loss."}','2026-11-26T04:12:28Z');
INSERT INTO "drafts" VALUES('gradient-descent','said one-step/1','{"given":"0.9","text":"You wrote 0.9; it is 1.80. It looks as if the factor 2 of the slope was left out."}','2026-11-26T04:12:28Z');
INSERT INTO "drafts" VALUES('gradient-descent','said ten-steps/1','{"given":"2","text":"You wrote 2; it is 3."}','2026-11-26T04:12:28Z');
INSERT INTO "drafts" VALUES('gradient-descent','typed a-large-learning-rate/1','{"text":"-6."}','2026-11-26T04:12:28Z');
INSERT INTO "drafts" VALUES('recap','labs','{"41":{"settings":{"card":7,"code":"numpy"},"position":0}}','2026-11-26T04:12:28Z');
CREATE TABLE places (
            lesson TEXT NOT NULL PRIMARY KEY, page TEXT NOT NULL,
            position INTEGER NOT NULL, pages INTEGER NOT NULL,
            turn INTEGER NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "places" VALUES('gradient-descent','ten-steps',2,9,8,'2026-11-26T04:12:28Z');
INSERT INTO "places" VALUES('recap','lesson-2-a-number-to-beat',1,18,10,'2026-11-26T04:12:28Z');
CREATE TABLE visits (
            lesson TEXT NOT NULL, page TEXT NOT NULL,
            first_at TEXT NOT NULL, last_at TEXT NOT NULL,
            PRIMARY KEY (lesson, page)) WITHOUT ROWID;
INSERT INTO "visits" VALUES('gradient-descent','downhill-without-a-map','2026-11-26T04:12:28Z','2026-11-26T04:12:28Z');
INSERT INTO "visits" VALUES('gradient-descent','one-step','2026-11-26T04:12:28Z','2026-11-26T04:12:28Z');
INSERT INTO "visits" VALUES('gradient-descent','ten-steps','2026-11-26T04:12:28Z','2026-11-26T04:12:28Z');
INSERT INTO "visits" VALUES('recap','lesson-2-a-number-to-beat','2026-11-26T04:12:28Z','2026-11-26T04:12:28Z');
INSERT INTO "visits" VALUES('recap','without-looking-back','2026-11-26T04:12:28Z','2026-11-26T04:12:28Z');
CREATE INDEX attempts_by_question ON attempts (lesson, question);
COMMIT;
PRAGMA user_version = 1;
PRAGMA application_id = 1852732533;

# SPDX-License-Identifier: Apache-2.0
"""Dovecot: a private instance that takes mail over LMTP into maildirs, plain or with mail-crypt.

Any recipient is accepted; its mail lies in FOLDER/mail/LOCAL_PART. Used to compare in benchmarks."""
import grp
import pwd

from . import ports, programs

CONF = """
base_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = lmtp
listen = 127.0.0.1
ssl = no
mail_location = maildir:{folder}/mail/%n
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
default_internal_user = dovecot
default_login_user = dovenull
lmtp_rcpt_check_quota = no
auth_username_format = %n
mail_fsync = always
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {port}
  }}
  process_limit = 100
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%n allow_all_users=yes
}}
passdb {{
  driver = static
  args = nopassword=y
}}
protocol lmtp {{
  mail_plugins = $mail_plugins {plugins}
}}
"""

MAIL_CRYPT = """
mail_plugins = mail_crypt
plugin {{
  mail_crypt_global_private_key = <{folder}/private.pem
  mail_crypt_global_public_key = <{folder}/public.pem
  mail_crypt_save_version = 2
}}
"""


class Dovecot:
    def __init__(self, test, crypt=False, settings="", prefix=()):
        self.test, self.crypt, self.port = test, crypt, test.port()
        self.prefix = list(prefix)  # a program that runs it, such as strace
        self.folder = test.subfolder(f"dovecot-{self.port}")
        user = pwd.getpwnam("mail")
        values = {"folder": self.folder, "port": self.port, "plugins": "", "user": user.pw_name,
                  "group": grp.getgrgid(user.pw_gid).gr_name}
        text = CONF.format(**values)
        if crypt:
            text = MAIL_CRYPT.format(**values) + text
        (self.folder / "dovecot.conf").write_text(text + settings)
        (self.folder / "mail").mkdir()
        programs.output_of(["chown", f"{user.pw_uid}:{user.pw_gid}", self.folder / "mail"])
        self.process = None

    def start(self):
        if self.crypt:
            private, public = self.folder / "private.pem", self.folder / "public.pem"
            programs.output_of(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                                "-out", private])
            programs.output_of(["openssl", "pkey", "-in", private, "-pubout", "-out", public])
        self.process = self.test.start(f"dovecot-{self.port}",
                                       [*self.prefix, "dovecot", "-F", "-c", self.folder / "dovecot.conf"])
        ports.wait_open(self.port, self.process)
        return self

    def stop(self):
        self.process.stop()

    def stored(self, local_part):
        """The bytes of each delivered message, as Dovecot keeps them."""
        return [path.read_bytes() for path in sorted((self.folder / "mail" / local_part / "new").glob("*"))]

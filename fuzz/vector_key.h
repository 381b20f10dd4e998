// SPDX-License-Identifier: Apache-2.0
//
// testdata/sealed/anna.secret.asc, as text: fuzz targets read no files.

#ifndef NIGHTMAIL_FUZZ_VECTOR_KEY_H_
#define NIGHTMAIL_FUZZ_VECTOR_KEY_H_

namespace nightmail {

inline constexpr char kVectorKey[] = R"(-----BEGIN PGP PRIVATE KEY BLOCK-----

xVgEawRmHBYJKwYBBAHaRw8BAQdAnHq81lbeRvjWYw6es2KnpAfpjo1e0+c+PromPQkfXG8AAP4k
RozNCdr9FUB5ft2VYRlC4Is09mVHJBnaMnUmqfmUaA/ezRpBbm5hIDxhbm5hQG5pZ2h0bWFpbC50
ZXN0PsKFBBMWCgAtFiEEcsHfESy8o/TpzQ15I9UAtdZcOqsFAmsEZhwCGwMECwkIBwQVCgkIAhYA
AAoJECPVALXWXDqrWbMA/3dAtbMIxAupHgYvLljRET/qFhBlgFbTSc6smJLS5aNgAQCRBjlVEd/X
ShtODm3Ag517WtW7OXcRbJaqTfrSxoTHAMddBGsEZhwSCisGAQQBl1UBBQEBB0B4TjbhxWAASJVu
XWI7/o+FmA7kJp/dYR8ekitt/PGrJwMBCAcAAP9TD27FK6K5UivLuvNA4S05vJHQkB4Fu+3TonYt
Ighx+BC5wngEGBYKACAWIQRywd8RLLyj9OnNDXkj1QC11lw6qwUCawRmHAIbDAAKCRAj1QC11lw6
qyTqAQD47EP87mBff2hliQx6fpJjardpv9ydQq+ysnG2+qghFwEAyT5S8f/AAUGGrIg6L2bnOaHD
Ni33yzdkZb4C4lA19w8=
=l8l9
-----END PGP PRIVATE KEY BLOCK-----
)";

}  // namespace nightmail

#endif  // NIGHTMAIL_FUZZ_VECTOR_KEY_H_

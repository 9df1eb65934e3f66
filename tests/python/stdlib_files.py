# SPDX-License-Identifier: MIT
# tempfile and shutil, as CPython has them.

import os
import shutil
import tempfile
with tempfile.TemporaryDirectory() as td:
    print(os.stat(td)[0] & 16384 != 0)
    os.mkdir(td + '/a')
    os.mkdir(td + '/a/b')
    with open(td + '/a/b/f', 'w') as f:
        f.write('hello')
    shutil.copytree(td + '/a', td + '/c')
    print(open(td + '/c/b/f').read())
    shutil.copy(td + '/a/b/f', td + '/a')
    print(sorted(os.listdir(td + '/a')))
    print(shutil.move(td + '/a/f', td + '/g') == td + '/g', sorted(os.listdir(td)))
    shutil.rmtree(td + '/a')
    print(sorted(os.listdir(td)))
    try:
        shutil.rmtree(td + '/nope')
    except OSError as e:
        print('OSError')
    shutil.rmtree(td + '/nope', ignore_errors=True)
    try:
        shutil.copyfile(td + '/g', td + '/g')
    except shutil.SameFileError:
        print('same')
    print(shutil.disk_usage(td).total > 0, shutil.which('sh') is not None)
    print(shutil.which('nonesuch'))
try:
    os.stat(td)
except OSError:
    print('gone')
with tempfile.NamedTemporaryFile('w', suffix='.x', delete=True) as f:
    n = f.name
    f.write('hi')
    f.flush()
    print(open(n).read(), n.endswith('.x'))
try:
    os.stat(n)
except OSError:
    print('gone')
d = tempfile.mkdtemp(prefix='zz')
print('/zz' in d)
os.rmdir(d)

import { load } from './full';
import { serve } from './worker';

serve(load);
